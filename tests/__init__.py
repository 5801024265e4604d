"""Tests of the whole: journeys in a browser, tests that read the code, and the support that all tests share."""
