/// Tests of the adapter to the cryptographic libraries, on each set of providers.
@NullMarked
package io.legate.jose;

import org.jspecify.annotations.NullMarked;
