//! What is wrong with a trust file, and what is out of date, each with its line.
