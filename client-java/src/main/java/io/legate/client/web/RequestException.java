package io.legate.client.web;

/// A request that an endpoint will not serve, for a reason that is not the broker's.
public final class RequestException extends Exception {

  private final int status;
  private final String error;

  /// @param status of HTTP, 400 to 499
  /// @param error stable, such as `not_found`
  /// @param sentence for people
  public RequestException(int status, String error, String sentence) {
    super(sentence);
    if (status < 400 || status > 499) {
      throw new IllegalArgumentException("not the caller's error");
    }
    this.status = status;
    this.error = error;
  }

  /// The status of the answer.
  public int status() {
    return status;
  }

  /// The stable code.
  public String error() {
    return error;
  }
}
