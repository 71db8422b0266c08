"""The program beside a hall's cameras: takes pictures, keeps them while the service is away, delivers them."""
