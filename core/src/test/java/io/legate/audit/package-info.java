/// What a node signs of its log, and what the examination of a log finds.
@NullMarked
package io.legate.audit;

import org.jspecify.annotations.NullMarked;
