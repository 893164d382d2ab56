import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class Guest {
  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("crash")) throw new IllegalStateException("crash");
    System.out.println("args:");
    for (String argument : arguments) System.out.println("[" + argument + "]");
    System.out.println("WHERE=" + System.getenv("WHERE"));
    System.out.print(Files.readString(Path.of("data.txt")));
    System.out.print(new String(System.in.readAllBytes()).toUpperCase());
    System.out.flush();
    System.exit(42);
  }
}
