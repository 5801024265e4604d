"""The impact report of a change of factors: gathered from every stage that has something that can move."""
