@NullMarked
package io.legate.http;

import org.jspecify.annotations.NullMarked;
