package io.legate.demo.agent;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Result;
import io.legate.json.Json;
import java.util.List;

/// Where an agent sits for one piece of work: one hop, through which it acts and passes work on.
/// Every call blocks.
public interface Desk {

  /// The most this hop may do.
  Json.Arr boundary();

  /// Calls a resource server and returns its answer.
  ///
  /// @throws NotDoneException if it was refused or failed
  Fields call(Call call) throws NotDoneException, BadMessageException;

  /// Delegates within this hop and hands the work over, then waits until it is done.
  ///
  /// @param boundary what the next agent may do
  /// @param work what it is to do
  /// @throws NotDoneException if the next agent could not take it on
  List<Result> passOn(Party next, Json.Arr boundary, Json.Obj work)
      throws NotDoneException, BadMessageException;

  /// Tells whoever watches that an invoice is done with.
  void tell(Result result);

  /// An action that did not happen.
  final class NotDoneException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean refused;

    public NotDoneException(boolean refused, String sentence) {
      super(sentence);
      this.refused = refused;
    }

    /// Whether it was refused; otherwise something failed on the way.
    public boolean refused() {
      return refused;
    }

    /// What became of the invoice, in one word.
    public String outcome() {
      return refused ? "refused" : "failed";
    }

    /// Why, in one sentence.
    public String sentence() {
      return String.valueOf(getMessage());
    }
  }
}
