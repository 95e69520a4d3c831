package io.legate.bench.reach;

import java.util.Locale;

/// The share of samples within each time, as a picture.
final class Plot {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 320;
  private static final int LEFT = 48;
  private static final int BELOW = 40;

  private Plot() {}

  /// Returns the smallest sample that `percent` of all are no greater than.
  static double percentile(double[] sorted, int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  static String svg(double[] sorted, int descendants) {
    double most = Math.max(250, Math.ceil(sorted[sorted.length - 1] / 50) * 50);
    var line = new StringBuilder();
    for (int i = 0; i < sorted.length; i++) {
      double share = (i + 1.0) / sorted.length;
      line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(sorted[i], most), y(share)));
    }
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
            <rect width="100%%" height="100%%" fill="white"/>
            <text x="%d" y="16">Acknowledgement of a revocation to the last offline acceptance, %d descendants</text>
            """,
            WIDTH,
            HEIGHT,
            LEFT,
            descendants));
    for (int ms = 0; ms <= most; ms += 50) {
      text.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>"
                  + "<text x=\"%1$.1f\" y=\"%4$d\" text-anchor=\"middle\">%5$d ms</text>%n",
              x(ms, most),
              y(0),
              y(1),
              HEIGHT - BELOW + 16,
              ms));
    }
    for (int percent : new int[] {0, 50, 99}) {
      text.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>"
                  + "<text x=\"4\" y=\"%3$.1f\">%4$d %%</text>%n",
              LEFT,
              WIDTH - 8,
              y(percent / 100.0),
              percent));
    }
    return text.append("<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\" points=\"")
        .append(line.toString().trim())
        .append("\"/>\n</svg>\n")
        .toString();
  }

  private static double x(double millis, double most) {
    return LEFT + (WIDTH - LEFT - 24) * millis / most;
  }

  private static double y(double share) {
    return HEIGHT - BELOW - (HEIGHT - BELOW - 32) * share;
  }
}
