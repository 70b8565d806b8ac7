/** Google's Gemini, as AI Studio and Vertex speak it: {@code generateContent} and {@code streamGenerateContent}. */
@NullMarked
package io.throughline.dialect.gemini;

import org.jspecify.annotations.NullMarked;
