/// Tests of the feed.
@NullMarked
package io.legate.feed;

import org.jspecify.annotations.NullMarked;
