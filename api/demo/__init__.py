"""The main job in one command: a drawn hall, a scripted morning, and everything else real."""
