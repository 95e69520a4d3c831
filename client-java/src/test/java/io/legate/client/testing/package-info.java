/// What the client's tests share: keys, minted tokens and a certificate for the loopback address.
@NullMarked
package io.legate.client.testing;

import org.jspecify.annotations.NullMarked;
