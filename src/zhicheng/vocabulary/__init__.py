"""The words everything else is said in: ordered words, truth values, dates, exact numbers, text."""
