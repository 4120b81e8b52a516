//! Writes elements back out as a European Learning Model claim or an Open Badges achievement, so that
//! a credential can be read in the other world.
//!
//! What is written is derived and unsigned, and says so.
