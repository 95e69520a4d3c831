@NullMarked
package io.legate.client.broker;

import org.jspecify.annotations.NullMarked;
