package io.warmstart.core.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a component of a settings record: what it is for, its range, where its default is from.
 *
 * <pre>{@code
 * record Settings(
 *     @Setting(doc = "discount per control step", min = 0, max = 1, maxExclusive = true) double discount,
 *     @Setting(doc = "expectile of the value loss", min = 0, minExclusive = true, max = 1,
 *         maxExclusive = true, source = "arXiv:2110.06169, Table 5") double expectile) {}
 * }</pre>
 *
 * <p>The range holds for numbers, for each element of a list of numbers, and for durations in
 * seconds.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it decides, in one line, with its unit. */
  String doc();

  /** Smallest value. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Largest value. */
  double max() default Double.POSITIVE_INFINITY;

  /** Whether {@link #min} itself is refused. */
  boolean minExclusive() default false;

  /** Whether {@link #max} itself is refused. */
  boolean maxExclusive() default false;

  /** Where the default comes from: paper and table, or who measured it. */
  String source() default "";
}
