/// Brokers in the process of the tests that call them with the client: what such a test needs of a
/// broker beside its ports is not public, so that it stands in the broker's package.
@NullMarked
package io.legate.app;

import org.jspecify.annotations.NullMarked;
