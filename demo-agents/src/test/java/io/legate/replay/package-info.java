/// Tests of replays.
@NullMarked
package io.legate.replay;

import org.jspecify.annotations.NullMarked;
