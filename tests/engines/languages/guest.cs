using System;
using System.IO;

static class Guest {
  static int Main(string[] arguments) {
    if (arguments.Length > 0 && arguments[0] == "crash") throw new InvalidOperationException("crash");
    Console.WriteLine("args:");
    foreach (string argument in arguments) Console.WriteLine("[" + argument + "]");
    Console.WriteLine("WHERE=" + Environment.GetEnvironmentVariable("WHERE"));
    Console.Write(File.ReadAllText("data.txt"));
    Console.Write(Console.In.ReadToEnd().ToUpperInvariant());
    return 42;
  }
}
