/// A broker in a process of its own, and the clients that it knows: for tests of what only real
/// processes show.
@NullMarked
package io.legate.client.live;

import org.jspecify.annotations.NullMarked;
