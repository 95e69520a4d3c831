@NullMarked
package io.legate.client.agent;

import org.jspecify.annotations.NullMarked;
