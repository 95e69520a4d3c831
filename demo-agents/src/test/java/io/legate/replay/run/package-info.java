/// Tests of what replays are made of.
@NullMarked
package io.legate.replay.run;

import org.jspecify.annotations.NullMarked;
