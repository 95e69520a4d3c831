/// Tests of what replays are made of.
@NullMarked
package io.legate.replay.recipe;

import org.jspecify.annotations.NullMarked;
