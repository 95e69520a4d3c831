/// RFC 8693 token exchange: from a delegator's consent to the delegate's own, narrower, key-bound
/// token, in the order of DESIGN section 6.
@NullMarked
package io.legate.exchange;

import org.jspecify.annotations.NullMarked;
