import os

from anthropic import Anthropic

client = Anthropic(base_url=os.environ["THROUGHLINE_URL"], api_key="anything")

with client.messages.stream(
    model="echo/echo",
    max_tokens=200,
    messages=[{"role": "user", "content": "Greetings from Python"}],
) as stream:
    for text in stream.text_stream:
        print(text, end="", flush=True)
print()
