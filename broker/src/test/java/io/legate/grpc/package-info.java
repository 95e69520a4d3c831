@NullUnmarked
package io.legate.grpc;

import org.jspecify.annotations.NullUnmarked;
