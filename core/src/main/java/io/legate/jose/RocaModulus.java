package io.legate.jose;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.stream.IntStream;

/// Moduli with the structure that the RSALib flaw gave its keys (CVE-2017-15361, "ROCA"), which can
/// be factored.
///
/// Such a modulus is a power of 65537 modulo each of the small primes. That another one is too is a
/// chance of less than one in a hundred million.
final class RocaModulus {

  private static final int GENERATOR = 65537;

  /// The odd primes up to 167: the first 38 after 2, which all affected key sizes have in common.
  private static final int[] PRIMES =
      IntStream.rangeClosed(3, 167).filter(RocaModulus::isPrime).toArray();

  private static final BitSet[] POWERS =
      IntStream.of(PRIMES).mapToObj(RocaModulus::powers).toArray(BitSet[]::new);

  private RocaModulus() {}

  static boolean isSuspect(BigInteger modulus) {
    for (int i = 0; i < PRIMES.length; i++) {
      int rest = modulus.mod(BigInteger.valueOf(PRIMES[i])).intValue();
      if (!POWERS[i].get(rest)) {
        return false;
      }
    }
    return true;
  }

  private static BitSet powers(int prime) {
    var powers = new BitSet(prime);
    for (int power = 1; !powers.get(power); power = power * (GENERATOR % prime) % prime) {
      powers.set(power);
    }
    return powers;
  }

  private static boolean isPrime(int number) {
    return IntStream.rangeClosed(2, number / 2).noneMatch(divisor -> number % divisor == 0);
  }
}
