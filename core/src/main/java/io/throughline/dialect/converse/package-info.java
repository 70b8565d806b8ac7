/** Amazon Bedrock: Converse and ConverseStream, and InvokeModel of Anthropic's models. */
@NullMarked
package io.throughline.dialect.converse;

import org.jspecify.annotations.NullMarked;
