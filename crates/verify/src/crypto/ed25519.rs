//! Ed25519 as every provider computes it: strictly.
//!
//! Source: RFC 8032 section 5.1.7; K. Chalkias, F. Garillot and V. Nikolaenko, IACR ePrint 2020/1244
//! (what makes a verification strict).

use std::cell::RefCell;

use ed25519_dalek::ed25519::signature::MultipartVerifier as _;
use ed25519_dalek::{Signature, VerifyingKey};

use crate::recent::{Recent, recall};

thread_local! {
    /// Points that are on the curve and not of small order; `None` for any other.
    static KEYS: RefCell<Recent<Option<VerifyingKey>>> = RefCell::default();
}

/// The points of small order in their only canonical encodings.
const SMALL_ORDER: [&[u8; 32]; 8] = [
    b"\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
      \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    b"\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
      \xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
      \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
      \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80",
    b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\
      \xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
    b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\
      \xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x85",
    b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\
      \x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
    b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\
      \x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\xfa",
];

/// Whether a signature holds, as `VerifyingKey::verify_strict` judges: neither the key nor the
/// signature's own point `R` is of small order.
///
/// That function reads the point of the key and `R` each time. The point of a key is read once
/// here; and since `R` holds only in the very bytes in which it is computed anew, which are
/// canonical, eight texts are all that it must not be.
pub(super) fn verify(point: &[u8; 32], message: &[&[u8]], signature: &[u8]) -> bool {
    let key = recall(&KEYS, point, || {
        let key = VerifyingKey::from_bytes(point).ok();
        key.filter(|key| !key.is_weak())
    });
    let (Some(key), Ok(signature)) = (key, Signature::from_slice(signature)) else {
        return false;
    };
    !SMALL_ORDER.contains(&signature.r_bytes()) && key.multipart_verify(message, &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case 2 of the vectors beside IACR ePrint 2020/1244: `R` is of small order, and the
    /// signature holds for whoever does not look.
    #[test]
    fn a_signature_whose_own_point_is_of_small_order_is_refused() {
        let point = b"\xf7\xba\xde\xc5\xb8\xab\xea\xf6\x99\x58\x39\x92\x21\x9b\x7b\x22\
            \x3f\x1d\xf3\xfb\xbe\xa9\x19\x84\x4e\x3f\x7c\x55\x4a\x43\xdd\x43";
        let message = b"\xae\xbf\x3f\x26\x01\xa0\xc8\xc5\xd3\x9c\xc7\xd8\x91\x16\x42\xf7\
            \x40\xb7\x81\x68\x21\x8d\xa8\x47\x17\x72\xb3\x5f\x9d\x35\xb9\xab";
        let signature = b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\
            \x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\xfa\
            \x8c\x4b\xd4\x5a\xec\xac\xa5\xb2\x4f\xb9\x7b\xc1\x0a\xc2\x7a\xc8\
            \x75\x1a\x7d\xfe\x1b\xaf\xf8\xb9\x53\xec\x9f\x58\x33\xca\x26\x0e";
        let key = VerifyingKey::from_bytes(point).unwrap();
        let read = Signature::from_bytes(signature);
        assert!(key.multipart_verify(&[message], &read).is_ok());
        assert!(key.verify_strict(message, &read).is_err());
        assert!(!verify(point, &[message], signature));
    }

    #[test]
    fn the_points_of_small_order_are_all_eight() {
        let mut texts = SMALL_ORDER.to_vec();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), 8);
        for text in texts {
            let point = VerifyingKey::from_bytes(text).unwrap();
            assert!(point.is_weak(), "{text:?}");
            // Canonical: written anew, it is the same text.
            assert_eq!(point.to_edwards().compress().as_bytes(), text);
        }
    }
}
