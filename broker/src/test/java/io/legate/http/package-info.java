@NullUnmarked
package io.legate.http;

import org.jspecify.annotations.NullUnmarked;
