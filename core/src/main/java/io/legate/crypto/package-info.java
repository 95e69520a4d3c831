/// Keys, signatures and hashes as values, and the ports that make and check them.
///
/// Nothing here computes a signature: that is the `jose` adapter's. What is here decides which
/// bytes are looked at at all (the pre-parse rules), and what a key may be used for.
@NullMarked
package io.legate.crypto;

import org.jspecify.annotations.NullMarked;
