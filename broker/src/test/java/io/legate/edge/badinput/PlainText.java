package io.legate.edge.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// What a caller may read: a sentence in the words of the wire.
final class PlainText {

  private static final List<String> INTERNAL =
      List.of("Exception", "io.legate", "java.", "null", "sqlite", "vertx", "Optional", "@");

  private PlainText() {}

  /// Asserts that nothing internal stands in a text.
  static void assertPlain(String text) {
    assertThat(text).isNotBlank().hasSizeLessThanOrEqualTo(512).doesNotContain("\n");
    assertThat(INTERNAL).as(text).noneMatch(text::contains);
    assertThat(text).doesNotEndWith(".").doesNotContainPattern("\\bat [a-z]+\\.[a-z]+");
    assertThat(text.charAt(0)).as(text).matches(c -> c == '`' || !Character.isUpperCase(c));
  }
}
