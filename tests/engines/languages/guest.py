import os
import sys

if sys.argv[1:2] == ["crash"]:
    raise RuntimeError("crash")
print("args:")
for argument in sys.argv[1:]:
    print(f"[{argument}]")
print(f"WHERE={os.environ.get('WHERE')}")
with open("data.txt") as data:
    sys.stdout.write(data.read())
sys.stdout.write(sys.stdin.read().upper())
sys.exit(42)
