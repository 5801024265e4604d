"""What a factor of the library says, how it is read, and when it is believed. Pure: no database, no clock."""
