import CommandLineInterface

Bumpwire.run()
