# proxy: proxies and PAC addresses of the machine and of every user whose hive is loaded.
$proxyKeys = @('Software\Microsoft\Windows\CurrentVersion\Internet Settings', 'Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings')

# The rows (key and value, text) of one hive; packed values are shown as their printable bytes.
function Get-ProxyRows($hive, $under) {
    foreach ($key in $proxyKeys) {
        foreach ($name in @('ProxyServer', 'AutoConfigURL')) {
            $opened = $hive.OpenSubKey("$under$key")
            if ($opened -and $opened.GetValue($name)) { "$under$key\$name`t" + ([string]$opened.GetValue($name) -replace $frameControl, ' ') }
        }
        foreach ($name in @('DefaultConnectionSettings', 'SavedLegacySettings', 'WinHttpSettings')) {
            $opened = $hive.OpenSubKey("$under$key\Connections")
            if ($opened -and $opened.GetValue($name) -is [byte[]]) { "$under$key\Connections\$name`t" + ([Text.Encoding]::ASCII.GetString($opened.GetValue($name)) -replace '[^\x20-\x7e]', ' ') }
        }
    }
}

$proxyMade = "made`thttp://$canaryName/ [$canaryAddress]:9"
try {
    Write-FrameRows 'proxy' 'machine' 'Internet Settings' (@($proxyMade) + @(Get-ProxyRows ([Microsoft.Win32.Registry]::LocalMachine) ''))
} catch { Write-FrameFailure 'proxy' 'machine' $_ }
Write-FrameUsers 'proxy' 'HKEY_USERS' $proxyMade 'Get-ProxyRows'
