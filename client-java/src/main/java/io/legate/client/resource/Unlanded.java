package io.legate.client.resource;

/// Where the body is not landed yet.
final class Unlanded {
  private Unlanded() {}

  @SuppressWarnings({"TypeParameterUnusedInFormals", "DoNotCallSuggester"})
  static <T> T body() {
    throw new UnsupportedOperationException("not landed");
  }
}
