"""`python -m hudhud`, and the file that `spark-submit` is given."""

from hudhud.cli import main

if __name__ == "__main__":
    main()
