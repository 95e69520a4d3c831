package io.legate.demo.input;

/// What must have become of an invoice when the work is done.
///
/// @param file the invoice's file name
/// @param because what must have stood against it; empty where it is paid
/// @param about one sentence for people
public record ExpectedOutcome(String file, Outcome outcome, String because, String about) {

  /// What can become of an invoice.
  public enum Outcome {
    /// A payment is booked, and nothing else.
    PAID,
    /// The broker refused the payment; nothing is booked.
    REFUSED,
    /// An agent's own rules kept it back; nothing was attempted.
    HELD
  }

  static ExpectedOutcome of(Csv.Row row) throws UnusableInputException {
    Outcome outcome =
        switch (row.required("outcome")) {
          case "paid" -> Outcome.PAID;
          case "refused" -> Outcome.REFUSED;
          case "held" -> Outcome.HELD;
          case String other -> throw row.wrong("`" + other + "` is not paid, refused or held");
        };
    return new ExpectedOutcome(
        row.required("file"), outcome, row.optional("because"), row.optional("about"));
  }
}
