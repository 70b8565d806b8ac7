import os

from openai import OpenAI

client = OpenAI(base_url=os.environ["THROUGHLINE_URL"] + "/v1", api_key="anything")

stream = client.chat.completions.create(
    model="echo/echo",
    messages=[{"role": "user", "content": "Greetings from Python"}],
    stream=True,
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
