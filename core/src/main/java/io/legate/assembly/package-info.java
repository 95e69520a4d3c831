/// The use cases put together from their ports, the same in production and in tests.
///
/// Which adapters stand behind the ports is decided above, in `app`.
@NullMarked
package io.legate.assembly;

import org.jspecify.annotations.NullMarked;
