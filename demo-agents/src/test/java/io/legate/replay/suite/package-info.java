/// Tests of what replays are made of.
@NullMarked
package io.legate.replay.suite;

import org.jspecify.annotations.NullMarked;
