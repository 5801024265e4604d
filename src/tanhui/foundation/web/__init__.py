"""What every page, list and endpoint is built from: `pages`, `tables`, `api`, `middleware`."""
