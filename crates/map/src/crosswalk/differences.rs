//! Where other crosswalks say something else, and who is right.
