"""The market's pages: for everyone, for traders, for the operations centre."""
