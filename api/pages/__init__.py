"""The pages for people: rendered here, whole without JavaScript, every state of them an address."""
