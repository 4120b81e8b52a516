//! RSA keys that protect nothing.
//!
//! Sources: RFC 7518 section 3.3 (at least 2,048 bits); RFC 8017 section 3.1 (the exponent is odd
//! and at least 3); Nemec et al., "The Return of Coppersmith's Attack", CCS 2017 (CVE-2017-15361).

/// Bits of a modulus. More would let a key cost any amount of time.
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2_048..=8_192;

/// Bits of an exponent, for the same reason; `AWS-LC` and the `rsa` crate draw the line here too.
const EXPONENT_BITS: usize = 33;

/// Whether an RSA key is worth computing with. Both numbers come without leading zeros.
///
/// It does not know whether somebody has factored the modulus.
pub(super) fn is_sound(modulus: &[u8], exponent: &[u8]) -> bool {
    let is_odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
    MODULUS_BITS.contains(&bits(modulus))
        && is_odd(modulus)
        && (2..=EXPONENT_BITS).contains(&bits(exponent))
        && is_odd(exponent)
        && !is_roca(modulus)
}

fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| {
        8 * number.len() - usize::try_from(first.leading_zeros()).unwrap_or_default()
    })
}

/// The odd primes up to 167: the fewest that the flawed library used for a key of any size.
const PRIMES: [u64; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether the key was made by the flawed library of certain smart cards, whose primes are so few
/// that the key can be factored. Such a modulus is a power of 65,537 modulo each small prime; one
/// made otherwise is so with a chance below 2^-27.
fn is_roca(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| {
        // Seven bytes more than a remainder, which is one byte, are 64 bits.
        let rest = modulus.rchunks(7).rev().fold(0, |rest, bytes| {
            let number = bytes
                .iter()
                .fold(rest, |number, byte| number << 8 | u64::from(*byte));
            number % prime
        });
        let mut power = 1;
        // The powers repeat after fewer steps than the prime has remainders.
        (0..*prime).any(|_| {
            power = power * 65_537 % prime;
            power == rest
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2,048 bits, odd, and not of the flawed library: nothing more is asked of it here.
    fn modulus() -> Vec<u8> {
        let mut modulus = vec![0xa5; 256];
        modulus[255] = 0x0b;
        modulus
    }

    #[test]
    fn sizes_and_exponents_have_their_limits() {
        let usual = [1, 0, 1].as_slice();
        assert!(is_sound(&modulus(), usual));
        assert!(is_sound(&modulus(), &[3]));
        assert!(is_sound(&modulus(), &[1, 0xff, 0xff, 0xff, 0xff]));
        for exponent in [
            &[][..],
            &[1],
            &[2],
            &[1, 0, 0],
            &[2, 0, 0, 0, 1],
            &[1, 0, 0, 0, 0, 1],
        ] {
            assert!(!is_sound(&modulus(), exponent), "{exponent:?}");
        }
        let mut even = modulus();
        even[255] = 0x0a;
        let mut short = modulus();
        short[0] = 0x7f;
        let mut long = vec![0xa5; 1025];
        long[1024] = 0x0b;
        for weak in [vec![], even, short, modulus()[1..].to_vec(), long] {
            assert!(!is_sound(&weak, usual));
        }
        assert!(is_sound(&vec![0xa5; 1024], usual));
    }

    #[test]
    fn keys_of_the_flawed_library_are_known() {
        // 65,537^k is a power modulo every prime; a bit changed, it is not.
        let mut power: Vec<u8> = vec![1];
        for _ in 0..128 {
            let mut carry = 0;
            for byte in power.iter_mut().rev() {
                let product = u32::from(*byte) * 65_537 + carry;
                *byte = product.to_le_bytes()[0];
                carry = product >> 8;
            }
            while carry > 0 {
                power.insert(0, carry.to_le_bytes()[0]);
                carry >>= 8;
            }
        }
        assert!(is_roca(&power));
        let last = power.len() - 1;
        power[last] ^= 2;
        assert!(!is_roca(&power));
    }
}
