"""tanhui (碳惠): a city's carbon-inclusion scheme, from the measured kilowatt-hour to the retired tonne."""

__version__ = "0.1.0"
