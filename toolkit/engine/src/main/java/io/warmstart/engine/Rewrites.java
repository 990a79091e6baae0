package io.warmstart.engine;

/**
 * Rewrites of whole plans that save work without changing what is computed, up to rounding. All are
 * on unless a test or a comparison switches them off.
 *
 * @param split a product of joined columns is a sum of products, {@code [x | c] W = x W_x + c W_c},
 *     where a part is repeated or occurs in several products
 * @param push what is repeated is computed once: a repeat moves behind products and pointwise
 *     operations
 * @param narrow columns of a product that nobody reads, and rows that are only summed, are not
 *     computed
 */
public record Rewrites(boolean split, boolean push, boolean narrow) {
  /** Everything on. */
  public static final Rewrites ALL = new Rewrites(true, true, true);

  /** Everything off. */
  public static final Rewrites NONE = new Rewrites(false, false, false);
}
