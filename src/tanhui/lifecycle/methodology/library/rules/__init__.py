"""The rules of the library: when a value is believed, and when a change may go on. Pure."""
