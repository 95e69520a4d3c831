/// Tests of proofs of possession, in the order of RFC 9449 section 4.3.
@NullMarked
package io.legate.dpop;

import org.jspecify.annotations.NullMarked;
