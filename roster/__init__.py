"""Who should be where when, and who came: decided from roster and punches alone, without a camera."""
