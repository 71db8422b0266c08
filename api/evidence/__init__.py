"""Where blurred stills lie, and throwing them away when their time is over."""
