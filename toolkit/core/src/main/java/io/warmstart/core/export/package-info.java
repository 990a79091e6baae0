/**
 * Policies for other programs: a plan with its weights as an ONNX model.
 *
 * <p>{@link io.warmstart.core.export.OnnxModel} collects nodes and writes the file; {@code
 * OnnxLowering} says what each operation of the engine is in ONNX.
 */
@NullMarked
package io.warmstart.core.export;

import org.jspecify.annotations.NullMarked;
